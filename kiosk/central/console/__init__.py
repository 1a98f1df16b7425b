"""The central's console in a browser: pages made here, read without a script."""
