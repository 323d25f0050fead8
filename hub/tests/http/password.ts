/** Of the users of tests. */
export const PASSWORD = 'correct horse battery';
/** Of {@link PASSWORD}; to work it out for every user of every test takes long. */
export const PASSWORD_HASH =
  '$argon2id$v=19$m=19456,p=1,t=2$34Af1Vvi+4JnZt4/bTVO1A$zmLYChUiDegRyng3JmNdkyy1zCugLvILljmBTp2rXZQ';
