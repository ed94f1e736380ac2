"""One adapter a judge. Each runs as a process of its own: `python -m bench.peers.NAME [SETTING]`; see bench/wire.py."""
