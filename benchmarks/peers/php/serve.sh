#!/bin/sh
# Serve this peer: serve.sh PORT FOLDER DSN WORKERS, nginx before php-fpm, both with keep-alive.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
port=$1 folder=$2 dsn=$3 workers=$4
mkdir -p "$folder/php"
cat >"$folder/php/fpm.conf" <<CONF
[global]
error_log = /proc/self/fd/2
daemonize = no
[desk]
user = $(id -un)
listen = $folder/php/fpm.sock
pm = static
pm.max_children = $workers
clear_env = yes
php_admin_flag[opcache.enable] = on
php_admin_value[opcache.validate_timestamps] = 0
php_admin_value[memory_limit] = 256M
php_admin_value[output_buffering] = off
CONF
cat >"$folder/php/nginx.conf" <<CONF
$([ "$(id -u)" = 0 ] && echo "user root;")
worker_processes 1;
daemon off;
pid $folder/php/nginx.pid;
error_log stderr;
events { worker_connections 512; }
http {
    access_log off;
    client_body_temp_path $folder/php/body;
    fastcgi_temp_path $folder/php/fastcgi;
    proxy_temp_path $folder/php/proxy;
    uwsgi_temp_path $folder/php/uwsgi;
    scgi_temp_path $folder/php/scgi;
    keepalive_requests 1000000;
    tcp_nodelay on;
    upstream php {
        server unix:$folder/php/fpm.sock;
        keepalive $workers;
    }
    server {
        listen 127.0.0.1:$port backlog=128;
        location = /soap {
            fastcgi_pass php;
            fastcgi_keep_conn on;
            fastcgi_buffers 16 64k;
            fastcgi_param SCRIPT_FILENAME $here/index.php;
            fastcgi_param REQUEST_METHOD \$request_method;
            fastcgi_param CONTENT_TYPE \$content_type;
            fastcgi_param CONTENT_LENGTH \$content_length;
            fastcgi_param HTTP_SOAPACTION \$http_soapaction;
            fastcgi_param REMOTE_ADDR \$remote_addr;
            fastcgi_param DESK_WSDL $folder/desk.wsdl;
            fastcgi_param DESK_DATABASE "$dsn";
        }
    }
}
CONF
fpm=$(ls /usr/sbin/php-fpm* | tail -n 1)
rm -f "$folder/php/fpm.sock"
"$fpm" --allow-to-run-as-root --nodaemonize --fpm-config "$folder/php/fpm.conf" &
# Not before there is somebody to pass calls to.
until [ -S "$folder/php/fpm.sock" ]; do
    sleep 0.01
done
exec nginx -c "$folder/php/nginx.conf"
