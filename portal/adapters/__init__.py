"""The world outside: published calendars, stored pictures, password hashing."""
