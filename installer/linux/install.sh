#!/bin/sh
# Puts the folder beside this file into the home of whoever runs it: needs no administrator and no network.
# 用法：解开压缩包以后，在它的文件夹里运行 sh install.sh；卸载：sh install.sh --remove。数据不会动。
set -eu
here=$(cd "$(dirname "$0")" && pwd)
share=${XDG_DATA_HOME:-$HOME/.local/share}
# Apart from the data, which lies in $share/wuyou and is never touched here.
place=$share/wuyou-program
bin=$HOME/.local/bin

refresh() {
    command -v update-desktop-database >/dev/null && update-desktop-database "$share/applications" || true
    command -v update-mime-database >/dev/null && update-mime-database "$share/mime" || true
}

remove() {
    rm -rf "$place" "$place.new" "$bin/wuyou" "$share/applications/wuyou.desktop" \
        "$share/mime/packages/wuyou.xml" "$share/icons/hicolor/scalable/apps/wuyou.svg"
}

if [ "${1:-}" = "--remove" ]; then
    remove
    refresh
    echo "五有已卸载。数据还在 $share/wuyou。"
    exit 0
fi
mkdir -p "$share/applications" "$share/mime/packages" "$share/icons/hicolor/scalable/apps" "$bin"
# Copied in full before the old one goes: a full disk leaves the old program as it was.
rm -rf "$place.new"
cp -a "$here/program" "$place.new" || { rm -rf "$place.new"; echo "没有装成：磁盘可能已满。原来的程序没有动。" >&2; exit 1; }
rm -rf "$place"
mv "$place.new" "$place"
ln -sf "$place/wuyou" "$bin/wuyou"
sed "s|^Exec=.*|Exec=\"$place/wuyou-window\" %f|" "$here/wuyou.desktop" > "$share/applications/wuyou.desktop"
cp "$here/wuyou.xml" "$share/mime/packages/wuyou.xml"
cp "$here/wuyou.svg" "$share/icons/hicolor/scalable/apps/wuyou.svg"
refresh
echo "五有已装好，在应用程序菜单的“办公”里。数据放在 $share/wuyou。"
