/* exchange.c: receives, and sends requests with their replies. */
#ifndef RTNL_EXCHANGE_H
#define RTNL_EXCHANGE_H

#include <node_api.h>

napi_value method_receive(napi_env env, napi_callback_info info);
napi_value method_exchange(napi_env env, napi_callback_info info);
napi_value method_bound_calls(napi_env env, napi_callback_info info);

#endif
