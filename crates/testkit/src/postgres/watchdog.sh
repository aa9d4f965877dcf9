# Stops the test server once no test process has used it for a while, and removes its directory.
# Arguments: the folder of the locks, the server's directory. Started by each test process, before the server;
# one watchdog stays, the others leave. The locks are flock(2) locks, so a killed process counts as gone.
# Where there is no flock(1) (macOS), perl takes the lock of the same open file.
command -v flock >/dev/null || command -v perl >/dev/null || exit 1
(
  trap '' HUP INT
  locks=$1 place=$2
  exec 8>>"$locks/watchdog.lock" 9>>"$locks/users.lock"

  take() {
    if command -v flock >/dev/null; then flock -n -x "$1"
    else perl -e 'use Fcntl ":flock"; open(my $f, ">>&=", $ARGV[0] + 0) or exit 1; flock($f, LOCK_EX | LOCK_NB) or exit 1' "$1"
    fi
  }
  release() {
    if command -v flock >/dev/null; then flock -u "$1"
    else perl -e 'use Fcntl ":flock"; open(my $f, ">>&=", $ARGV[0] + 0) or exit 1; flock($f, LOCK_UN)' "$1"
    fi
  }
  # Whether that process is the server of this directory: numbers are reused.
  is_server() {
    case "$(tr '\0' ' ' 2>/dev/null <"/proc/$1/cmdline" || ps -o args= -p "$1")" in
      *"$place/postgres/data"*) true ;;
      *) false ;;
    esac
  }

  take 8 || exit 0
  quiet=0
  while [ "$quiet" -lt 10 ]; do
    sleep 2
    if take 9; then quiet=$((quiet + 1)); else quiet=0; fi
    # The last time the lock is kept: whoever comes now waits until all is gone, and starts anew.
    if [ "$quiet" -gt 0 ] && [ "$quiet" -lt 10 ]; then release 9; fi
  done

  pid=$(head -n 1 "$place/postgres/data/postmaster.pid" 2>/dev/null)
  if [ -n "$pid" ] && is_server "$pid"; then
    kill -QUIT "$pid"
    tries=0
    while is_server "$pid" && [ "$tries" -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
    if is_server "$pid"; then kill -KILL "$pid"; fi
  fi
  rm -rf "$place"
  # In this order: a newcomer that gets the users' lock must find the watchdog's free.
  exec 8>&-
  exec 9>&-
) </dev/null >/dev/null 2>&1 &
