#!/bin/sh
# A desktop of one colour, and its picture in the browser.
Xtightvnc :1 -localhost -geometry 640x480 -depth 24 -fp /usr/share/fonts/X11/misc/ &
until DISPLAY=:1 xsetroot -solid '#2060c0' 2>/dev/null; do
  kill -0 $! || exit 1
  sleep 0.1
done
exec websockify --web /usr/share/novnc "$LABCOMMONS_PORT" localhost:5901
