"""What is kept: sources, runs, claims in all their versions, decisions, jobs, people. The only home of SQLAlchemy."""
