/* socket.c: creates Sockets, and methods that are one system call. */
#ifndef RTNL_SOCKET_H
#define RTNL_SOCKET_H

#include <node_api.h>

napi_value socket_constructor(napi_env env, napi_callback_info info);
napi_value socket_get_fd(napi_env env, napi_callback_info info);
napi_value function_open(napi_env env, napi_callback_info info);
napi_value function_adopt(napi_env env, napi_callback_info info);
napi_value function_socketpair(napi_env env, napi_callback_info info);
napi_value method_bind(napi_env env, napi_callback_info info);
napi_value method_connect(napi_env env, napi_callback_info info);
napi_value method_getsockname(napi_env env, napi_callback_info info);
napi_value method_setsockopt(napi_env env, napi_callback_info info);
napi_value method_getsockopt(napi_env env, napi_callback_info info);
napi_value method_send(napi_env env, napi_callback_info info);
napi_value method_ref(napi_env env, napi_callback_info info);
napi_value method_unref(napi_env env, napi_callback_info info);
napi_value method_close(napi_env env, napi_callback_info info);

#endif
