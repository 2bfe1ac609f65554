"""What every process of Candour shares: settings, the error tree, log events. Imports no other room."""
