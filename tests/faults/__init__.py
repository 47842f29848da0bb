"""Whether anything that was acknowledged is lost, doubled or torn when machines, databases and people fail."""
