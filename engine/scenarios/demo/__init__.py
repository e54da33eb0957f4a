"""A year of invented work, for visitors: scenarios of the procedures, told anew and played through the services."""
