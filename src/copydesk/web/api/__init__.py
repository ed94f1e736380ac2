"""The entrance for programs: JSON in, JSON out, one file an area. Which address leads where stands in `web.app`."""
