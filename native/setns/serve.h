/* serve.c: serves requests over a socketpair, one after the other. */
#ifndef RTNL_SETNS_SERVE_H
#define RTNL_SETNS_SERVE_H

/** Serves until the owner ends. Returns the exit status. */
int serve(void);

#endif
