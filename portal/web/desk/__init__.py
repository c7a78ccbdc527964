"""The desk 工作台 of officers."""
