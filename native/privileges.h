/* privileges.c: runs a program in the place of this process, with fewer capabilities. */
#ifndef RTNL_PRIVILEGES_H
#define RTNL_PRIVILEGES_H

#include <node_api.h>

napi_value function_exec_restricted(napi_env env, napi_callback_info info);

#endif
