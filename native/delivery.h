/* delivery.c: the JavaScript side of the I/O thread. */
#ifndef RTNL_DELIVERY_H
#define RTNL_DELIVERY_H

#include <node_api.h>

napi_value method_start_thread(napi_env env, napi_callback_info info);
napi_value method_post(napi_env env, napi_callback_info info);
napi_value method_take(napi_env env, napi_callback_info info);
napi_value method_release(napi_env env, napi_callback_info info);
napi_value method_pause(napi_env env, napi_callback_info info);
napi_value method_stop_thread(napi_env env, napi_callback_info info);

#endif
