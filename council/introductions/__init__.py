"""Two bodies with the same need put in touch, with both consents; what came of it is asked."""
