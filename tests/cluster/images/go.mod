// Builds the one program that is inside every image of the test cluster.
module podmend.test/cluster/images

go 1.26.0
