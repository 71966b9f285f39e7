"""An agency's own copy of what is true of a person, errors included."""
