"""Who works here: people, what they may do, teams, skills, invitations."""
