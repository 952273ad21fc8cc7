/* namespace.c: open network namespace files. */
#ifndef RTNL_NAMESPACE_H
#define RTNL_NAMESPACE_H

#include <node_api.h>

napi_value function_open_namespace(napi_env env, napi_callback_info info);
napi_value function_adopt_namespace(napi_env env, napi_callback_info info);
napi_value function_namespace_owner(napi_env env, napi_callback_info info);

#endif
