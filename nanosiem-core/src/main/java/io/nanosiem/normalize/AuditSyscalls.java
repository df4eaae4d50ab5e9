package io.nanosiem.normalize;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names of the system calls that people write audit rules for. Their numbers depend on the
 * architecture of the process, which a record names by the number of its ELF machine.
 */
final class AuditSyscalls {
  private static final Map<String, String> X86_64 =
      table(
          "0 read 1 write 2 open 3 close 9 mmap 10 mprotect 41 socket 42 connect 43 accept 44 sendto"
              + " 45 recvfrom 46 sendmsg 47 recvmsg 49 bind 50 listen 56 clone 57 fork 58 vfork"
              + " 59 execve 62 kill 76 truncate 77 ftruncate 80 chdir 82 rename 83 mkdir 84 rmdir"
              + " 85 creat 86 link 87 unlink 88 symlink 89 readlink 90 chmod 91 fchmod 92 chown"
              + " 93 fchown 94 lchown 99 sysinfo 101 ptrace 103 syslog 105 setuid 106 setgid"
              + " 113 setreuid 114 setregid 117 setresuid 119 setresgid 132 utime 133 mknod"
              + " 135 personality 155 pivot_root 159 adjtimex 161 chroot 163 acct 164 settimeofday"
              + " 165 mount 166 umount2 167 swapon 169 reboot 170 sethostname 171 setdomainname"
              + " 175 init_module 176 delete_module 188 setxattr 189 lsetxattr 190 fsetxattr"
              + " 197 removexattr 198 lremovexattr 199 fremovexattr 227 clock_settime 235 utimes"
              + " 246 kexec_load 257 openat 258 mkdirat 259 mknodat 260 fchownat 261 futimesat"
              + " 263 unlinkat 264 renameat 265 linkat 266 symlinkat 268 fchmodat 272 unshare"
              + " 280 utimensat 288 accept4 304 open_by_handle_at 308 setns 310 process_vm_readv"
              + " 311 process_vm_writev 313 finit_module 316 renameat2 317 seccomp 319 memfd_create"
              + " 320 kexec_file_load 321 bpf 322 execveat 425 io_uring_setup 434 pidfd_open"
              + " 435 clone3 437 openat2 452 fchmodat2");

  private static final Map<String, String> I386 =
      table(
          "2 fork 3 read 4 write 5 open 6 close 8 creat 9 link 10 unlink 11 execve 12 chdir 14 mknod"
              + " 15 chmod 16 lchown 21 mount 23 setuid 26 ptrace 37 kill 38 rename 39 mkdir 40 rmdir"
              + " 46 setgid 51 acct 52 umount2 61 chroot 74 sethostname 79 settimeofday 83 symlink"
              + " 87 swapon 88 reboot 92 truncate 93 ftruncate 94 fchmod 95 fchown 102 socketcall"
              + " 103 syslog 116 sysinfo 120 clone 121 setdomainname 124 adjtimex 128 init_module"
              + " 129 delete_module 136 personality 182 chown 190 vfork 198 lchown 207 fchown"
              + " 212 chown 213 setuid 217 pivot_root 226 setxattr 227 lsetxattr 228 fsetxattr"
              + " 264 clock_settime 283 kexec_load 295 openat 296 mkdirat 297 mknodat 298 fchownat"
              + " 301 unlinkat 302 renameat 303 linkat 304 symlinkat 306 fchmodat 310 unshare"
              + " 346 setns 350 finit_module 353 renameat2 356 memfd_create 357 bpf 358 execveat"
              + " 359 socket 361 bind 362 connect 363 listen 364 accept4 369 sendto 437 openat2");

  private static final Map<String, String> AARCH64 =
      table(
          "5 setxattr 6 lsetxattr 7 fsetxattr 14 removexattr 33 mknodat 34 mkdirat 35 unlinkat"
              + " 36 symlinkat 37 linkat 38 renameat 39 umount2 40 mount 41 pivot_root 45 truncate"
              + " 46 ftruncate 49 chdir 51 chroot 52 fchmod 53 fchmodat 54 fchownat 55 fchown"
              + " 56 openat 57 close 63 read 64 write 88 utimensat 89 acct 92 personality 97 unshare"
              + " 104 kexec_load 105 init_module 106 delete_module 112 clock_settime 116 syslog"
              + " 117 ptrace 129 kill 142 reboot 143 setregid 144 setgid 145 setreuid 146 setuid"
              + " 147 setresuid 149 setresgid 161 sethostname 162 setdomainname 170 settimeofday"
              + " 171 adjtimex 179 sysinfo 198 socket 200 bind 201 listen 202 accept 203 connect"
              + " 206 sendto 207 recvfrom 211 sendmsg 212 recvmsg 220 clone 221 execve 222 mmap"
              + " 224 swapon 226 mprotect 242 accept4 265 open_by_handle_at 268 setns"
              + " 270 process_vm_readv 271 process_vm_writev 273 finit_module 276 renameat2"
              + " 277 seccomp 279 memfd_create 280 bpf 281 execveat 294 kexec_file_load"
              + " 425 io_uring_setup 434 pidfd_open 435 clone3 437 openat2 452 fchmodat2");

  private AuditSyscalls() {}

  /**
   * The name of a call.
   *
   * @param arch as the record has it; null if it does not say, and then only names are known
   * @param call its number, or its name already
   * @return the name, or null
   */
  static @Nullable String name(@Nullable String arch, String call) {
    if (call.isEmpty() || call.length() > 32) {
      return null;
    }
    if (!AddressReader.isDigit(call.charAt(0))) {
      return call;
    }
    return switch (arch == null ? "" : arch) {
      case "c000003e", "x86_64" -> X86_64.get(call);
      case "40000003", "i386", "i686" -> I386.get(call);
      case "c00000b7", "aarch64" -> AARCH64.get(call);
      default -> null;
    };
  }

  private static Map<String, String> table(String pairs) {
    Map<String, String> names = new HashMap<>();
    int from = 0;
    while (from < pairs.length()) {
      int number = pairs.indexOf(' ', from);
      int end = pairs.indexOf(' ', number + 1);
      end = end < 0 ? pairs.length() : end;
      names.put(pairs.substring(from, number), pairs.substring(number + 1, end));
      from = end + 1;
    }
    return Map.copyOf(names);
  }
}
