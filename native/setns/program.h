/* program.c: runs a program in a namespace, like `ip netns exec`. */
#ifndef RTNL_SETNS_PROGRAM_H
#define RTNL_SETNS_PROGRAM_H

/** The arguments of `setns exec`. Returns an exit status if the program could not be executed. */
int run_program(int count, char **arguments);

#endif
