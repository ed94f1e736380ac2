"""The pages and what their forms do, one file an area. Which address leads where stands in `web.app`."""
