"""The reference central: consumes the points' events and keeps the network's books."""
