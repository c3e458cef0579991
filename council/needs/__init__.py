"""Problems that organizations state, and what commons ask for."""
