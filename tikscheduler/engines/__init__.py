"""Who calls the publishing core, and when."""
