/** What is due within so many days is shown as coming, on the home page and in lists. */
export const soonDays = 7
