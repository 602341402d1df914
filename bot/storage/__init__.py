"""The record of every conversation, in a relational database through SQLAlchemy."""
