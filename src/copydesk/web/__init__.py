"""The review desk in the browser: pages that the server renders, and very little script. The only home of FastAPI."""
