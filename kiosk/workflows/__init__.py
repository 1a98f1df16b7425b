"""What the staff can do, one module an activity: ask core, record, then tell the devices."""
