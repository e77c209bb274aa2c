/* Functions that systems of 2018 lack. They are linked into libpython, which is loaded first and for all, so
 * whatever asks for one of them finds it here. Where the system has the function, the system's is used. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define NANOSECONDS 1000000000L

pid_t gettid(void) { return (pid_t)syscall(SYS_gettid); }

/* The same moment on the clock of the day, which the older functions wait by. */
static struct timespec by_day(clockid_t clock, const struct timespec *until) {
    struct timespec here, day, moment = *until;
    if (clock == CLOCK_REALTIME)
        return moment;
    clock_gettime(clock, &here);
    clock_gettime(CLOCK_REALTIME, &day);
    moment.tv_sec += day.tv_sec - here.tv_sec;
    moment.tv_nsec += day.tv_nsec - here.tv_nsec;
    if (moment.tv_nsec < 0) {
        moment.tv_nsec += NANOSECONDS;
        moment.tv_sec--;
    } else if (moment.tv_nsec >= NANOSECONDS) {
        moment.tv_nsec -= NANOSECONDS;
        moment.tv_sec++;
    }
    return moment;
}

int pthread_cond_clockwait(pthread_cond_t *condition, pthread_mutex_t *mutex, clockid_t clock,
                           const struct timespec *until) {
    typedef int function(pthread_cond_t *, pthread_mutex_t *, clockid_t, const struct timespec *);
    static function *systems;
    static int asked;
    if (!asked) {
        systems = (function *)dlvsym(RTLD_DEFAULT, "pthread_cond_clockwait", "GLIBC_2.30");
        asked = 1;
    }
    if (systems && systems != pthread_cond_clockwait)
        return systems(condition, mutex, clock, until);
    struct timespec moment = by_day(clock, until);
    return pthread_cond_timedwait(condition, mutex, &moment);
}

int sem_clockwait(sem_t *semaphore, clockid_t clock, const struct timespec *until) {
    typedef int function(sem_t *, clockid_t, const struct timespec *);
    static function *systems;
    static int asked;
    if (!asked) {
        systems = (function *)dlvsym(RTLD_DEFAULT, "sem_clockwait", "GLIBC_2.30");
        asked = 1;
    }
    if (systems && systems != sem_clockwait)
        return systems(semaphore, clock, until);
    struct timespec moment = by_day(clock, until);
    return sem_timedwait(semaphore, &moment);
}

/* Of newer libstdc++: what is called when an exception meets a function that must not throw, and when an
 * array's length is absurd. Both end the program there too, the second by an exception nobody expects. */
void __cxa_call_terminate(void *thrown) {
    (void)thrown;
    abort();
}

void throw_bad_array_new_length(void) __asm__("_ZSt28__throw_bad_array_new_lengthv");
void throw_bad_array_new_length(void) { abort(); }
