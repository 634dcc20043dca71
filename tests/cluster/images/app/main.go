// The program inside every image of the test cluster, static and without dependencies.
//
// Without an argument it sleeps until it is told to end, which serves an application and the
// sandbox of a pod alike. "crash" ends with an error at once, "allocate MIB" takes that much
// memory and keeps it.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"syscall"
)

func main() {
	mode := "sleep"
	if len(os.Args) > 1 {
		mode = os.Args[1]
	}
	switch mode {
	case "sleep":
		sleep()
	case "crash":
		fail("cannot open /etc/app/config.yaml: no such file or directory")
	case "allocate":
		allocate()
	default:
		fail("unknown mode " + mode)
	}
}

func sleep() {
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM, syscall.SIGINT)
	<-end
}

// allocate touches every page, since memory that was never written to is not counted.
func allocate() {
	if len(os.Args) < 3 {
		fail("allocate needs a number of mebibytes")
	}
	mebibytes, err := strconv.Atoi(os.Args[2])
	if err != nil {
		fail(err.Error())
	}
	kept := make([][]byte, 0, mebibytes)
	for range mebibytes {
		block := make([]byte, 1<<20)
		for at := 0; at < len(block); at += 4096 {
			block[at] = 1
		}
		kept = append(kept, block)
	}
	fmt.Println("holding", len(kept), "MiB")
	sleep()
}

func fail(message string) {
	fmt.Fprintln(os.Stderr, "app:", message)
	os.Exit(1)
}
