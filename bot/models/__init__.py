"""Language models: in process, behind a server, scripted; and what starts and guards them."""
