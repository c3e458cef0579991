"""One row per addressable object, references, typed links, attachments."""
