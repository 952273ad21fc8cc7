/* polling.c: readiness on the environment's loop. */
#ifndef RTNL_POLLING_H
#define RTNL_POLLING_H

#include <node_api.h>

napi_value method_poll(napi_env env, napi_callback_info info);
napi_value method_stop_polling(napi_env env, napi_callback_info info);

#endif
