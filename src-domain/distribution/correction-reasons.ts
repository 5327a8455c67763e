// What the platform itself says of a correction that was cancelled while it was under way, where a system's reason stands otherwise.

/** The system had taken it before. */
export const cancelledLate = 'cancelled-late'
/** It was handed over, and the system has not answered: whether it came, somebody has to ask there. */
export const cancelledUnanswered = 'cancelled-unanswered'
