"""The demo province: invented offices, websites and a year of reports, told through the portal's own services."""
