"""The other side: scripts that run in the environment of the peers, and import nothing of ours."""
