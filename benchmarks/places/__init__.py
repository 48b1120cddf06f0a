"""Where measures take place: servers, and databases full of people who do not exist."""
