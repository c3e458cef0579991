"""What was deployed to meet a need and how, and the review kept after delivery."""
