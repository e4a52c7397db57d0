"""The rules of the business. Standard library only."""
