/*
 * `comity mail in`: a mail from standard input, or mails by LMTP, become letters to the moderators; what comes to
 * mail.bounce_address is a report about a mail of ours.
 *
 * As a pipe it answers with the statuses of sysexits.h, which mail servers read: 0 taken (also what was dropped silently),
 * 65 the mail is faulty and goes back, 75 try again later. Whatever is wrong with the program or its settings is 75: the mail
 * waits with the mail server, and nothing is lost.
 *
 * Must not: log an address or a text.
 */
#ifndef COMITY_CLI_MAIL_IN_H
#define COMITY_CLI_MAIL_IN_H

/* argv[0] is "in"; returns the process's exit status. */
int mail_in(int argc, char **argv);

#endif
