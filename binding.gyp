{
  "targets": [
    {
      "target_name": "rtnl",
      "sources": [
        "native/socket.c",
        "native/arguments.c",
        "native/receive.c",
        "native/lifetime.c",
        "native/namespace.c",
        "native/child.c",
        "native/poll.c",
        "native/delivery.c",
        "native/io.c",
        "native/thread.c",
        "native/bulk.c"
      ],
      "conditions": [
        ["OS!='linux'", { "sources/": [["exclude", ".*"]], "type": "none" }]
      ],
      "defines": ["_GNU_SOURCE", "NAPI_VERSION=8"],
      "cflags_c": ["-std=c11", "-Wall", "-Wextra", "-fvisibility=hidden"]
    },
    {
      # Static, as the helper in prebuilds/: with a dynamic loader the environment of `ns.exec(..., { env })` would decide
      # what runs before the user is changed. Where there is no static C library (glibc-static, musl-dev) this fails.
      "target_name": "setns",
      "type": "executable",
      "sources": [
        "native/setns/setns.c",
        "native/setns/text.c",
        "native/setns/serve.c",
        "native/setns/channel.c",
        "native/setns/folder.c",
        "native/setns/named.c",
        "native/setns/inside.c",
        "native/setns/program.c"
      ],
      "conditions": [
        ["OS!='linux'", { "sources/": [["exclude", ".*"]], "type": "none" }]
      ],
      "defines": ["_GNU_SOURCE"],
      "cflags_c": ["-std=c11", "-Wall", "-Wextra", "-fPIE", "-fstack-protector-strong"],
      "ldflags!": ["-rdynamic"],
      "ldflags": ["-static-pie", "-Wl,-z,relro,-z,now,-z,noexecstack"]
    }
  ]
}
