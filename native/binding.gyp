{
  "targets": [
    {
      "target_name": "rtnl",
      "sources": [
        "records.c",
        "rights.c",
        "bulk.c",
        "pool.c",
        "ring.c",
        "heap.c",
        "workers.c",
        "thread.c",
        "io.c",
        "child.c",
        "arguments.c",
        "slabs.c",
        "lifetime.c",
        "socket.c",
        "exchange.c",
        "descriptors.c",
        "polling.c",
        "delivery.c",
        "namespace.c",
        "privileges.c",
        "module.c"
      ],
      "conditions": [
        ["OS!='linux'", { "sources/": [["exclude", ".*"]], "type": "none" }]
      ],
      "defines": ["_GNU_SOURCE", "NAPI_VERSION=8"],
      "cflags_c": ["-std=c11", "-Wall", "-Wextra", "-fvisibility=hidden"],
      # threads outlive the environment of a worker that loaded the addon
      "ldflags": ["-Wl,-z,nodelete"]
    },
    {
      # Static, as the helper in prebuilds/: with a dynamic loader the environment of `ns.exec(..., { env })` would decide
      # what runs before the user is changed. Where there is no static C library (glibc-static, musl-dev) this fails.
      "target_name": "setns",
      "type": "executable",
      "sources": [
        "setns/setns.c",
        "setns/serve.c",
        "setns/named.c",
        "setns/folder.c",
        "setns/inside.c",
        "setns/home.c",
        "setns/channel.c",
        "setns/outcome.c",
        "setns/program.c",
        "setns/text.c"
      ],
      "conditions": [
        ["OS!='linux'", { "sources/": [["exclude", ".*"]], "type": "none" }]
      ],
      "defines": ["_GNU_SOURCE"],
      "cflags_c": ["-std=c11", "-Wall", "-Wextra", "-fPIE", "-fstack-protector-strong"],
      "ldflags!": ["-rdynamic"],
      "ldflags": ["-static-pie", "-Wl,-z,relro,-z,now,-z,noexecstack"]
    },
    {
      # Into the folder where node-gyp-build and the library look for them: build/Release of the package. This file is not
      # in the root of the package, because npm would offer to run it when the package is installed.
      "target_name": "installed",
      "type": "none",
      "dependencies": ["rtnl", "setns"],
      "conditions": [
        ["OS=='linux'", {
          "copies": [{
            "destination": "<(module_root_dir)/../build/Release",
            "files": ["<(PRODUCT_DIR)/rtnl.node", "<(PRODUCT_DIR)/setns"]
          }]
        }]
      ]
    }
  ]
}
