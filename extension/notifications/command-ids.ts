/** Commands on notifications and the record of acts. */
export const CommandIDs = {
  showNotifications: 'labcommons:show-notifications',
  clearNotifications: 'labcommons:clear-notifications',
  chooseMail: 'labcommons:choose-notification-mail',
  showActivity: 'labcommons:show-activity'
} as const;
