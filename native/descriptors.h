/* descriptors.c: passes file descriptors over unix sockets. */
#ifndef RTNL_DESCRIPTORS_H
#define RTNL_DESCRIPTORS_H

#include <node_api.h>

napi_value method_receive_fds(napi_env env, napi_callback_info info);
napi_value method_send_fds(napi_env env, napi_callback_info info);

#endif
