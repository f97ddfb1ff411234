#!/bin/sh
# Starts a real WordPress with a MariaDB of its own in a temporary folder, on loopback only, and prints one line of JSON with
# its address and an application password. Ends when its standard input ends.
set -eu
port=${PORT:-7390}
here=$(cd "$(dirname "$0")" && pwd)
data=$(mktemp -d "${TMPDIR:-/tmp}/echolot-wordpress-XXXXXX")
started=""
finish() {
    # PHP leaves its workers behind: each program is the leader of a group.
    for one in $started; do kill -- "-$one" 2>/dev/null || true; done
    wait
    rm -rf "$data"
}
trap finish EXIT
trap 'exit 1' INT TERM

mkdir "$data/db" "$data/site"
mariadb-install-db --no-defaults --datadir="$data/db" --user="$(id -un)" --auth-root-authentication-method=normal \
    --skip-test-db >"$data/install.log" 2>&1
setsid mariadbd --no-defaults --datadir="$data/db" --socket="$data/db.sock" --pid-file="$data/db.pid" --skip-networking \
    --user="$(id -un)" --innodb-buffer-pool-size=64M --innodb-flush-log-at-trx-commit=0 --performance-schema=OFF \
    >"$data/db.log" 2>&1 &
started="$started $!"
turn=0
until mariadb --no-defaults --socket="$data/db.sock" -uroot -e 'create database wordpress character set utf8mb4' 2>/dev/null; do
    turn=$((turn + 1))
    [ "$turn" -lt 300 ] || { cat "$data/db.log" >&2; exit 1; }
    sleep 0.2
done

cp -rL /usr/share/wordpress/. "$data/site"
mkdir -p "$data/site/wp-content/mu-plugins"
cp "$here/play.php" "$data/site/wp-content/mu-plugins/"
cat >"$data/site/wp-config.php" <<CONFIG
<?php
define('DB_NAME', 'wordpress');
define('DB_USER', 'root');
define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:$data/db.sock');
define('DB_CHARSET', 'utf8mb4');
define('WP_HOME', 'http://127.0.0.1:$port');
define('WP_SITEURL', 'http://127.0.0.1:$port');
// Application passwords without TLS are for local sites only.
define('WP_ENVIRONMENT_TYPE', 'local');
define('DISABLE_WP_CRON', true);
define('WP_HTTP_BLOCK_EXTERNAL', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
\$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
CONFIG

account=$(php "$here/install.php" "$data/site")
PHP_CLI_SERVER_WORKERS=4 setsid php -d opcache.enable_cli=1 -S "127.0.0.1:$port" -t "$data/site" >"$data/web.log" 2>&1 &
started="$started $!"
turn=0
until php -r "exit(@file_get_contents('http://127.0.0.1:$port/?rest_route=/') ? 0 : 1);"; do
    turn=$((turn + 1))
    [ "$turn" -lt 100 ] || { cat "$data/web.log" >&2; exit 1; }
    sleep 0.2
done
echo "{\"address\":\"http://127.0.0.1:$port\",$account}"
cat >/dev/null
