"""What the demo province is made of, all of it fictional: contacts, habits of units, requests and their figures."""
