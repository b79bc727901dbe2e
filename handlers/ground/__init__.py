"""What every feature stands on: the turn, screens, where buttons lead, notices."""
