/* channel.c: receives requests, sends replies and notes, and detects the end of the owner. */
#ifndef RTNL_SETNS_CHANNEL_H
#define RTNL_SETNS_CHANNEL_H

#include <stdbool.h>
#include <stddef.h>

#include "messages.h"

/** A received request. A NUL follows its text. */
struct received {
  struct request header;
  char text[TEXT_MAXIMUM + 1];
  size_t length;  /* of the text */
  int namespace;  /* the attached descriptor; -1 for none. The receiver closes it */
  bool malformed; /* truncated, too long, or with more than one descriptor */
  bool stale;     /* its sender is not the process that started the helper, or has other credentials */
};

/** A reply to send. */
struct answer {
  struct reply header;
  char text[TEXT_MAXIMUM];
};

/** Prepares descriptors 0 and 1, and detaches the helper from the terminal of its owner. False: errno is set. */
bool open_channel(void);
/** False: there will be no more requests. */
bool receive_request(struct received *request);
/** Attaches those descriptors that are not -1, `more` only after `fd`. False if sendmsg(2) fails; errno is set. */
bool send_reply(const struct answer *answer, size_t length, int fd, int more);
/** Reports to the client that the name of the request in progress exists. */
void note_name(void);
/** Whether the thread that started the helper has ended. */
bool is_orphaned(void);

#endif
