"""Mail between the point and the central: streams, topics, link, mailbox."""
