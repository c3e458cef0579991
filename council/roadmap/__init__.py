"""What the council would have done, by horizon: the road map."""
