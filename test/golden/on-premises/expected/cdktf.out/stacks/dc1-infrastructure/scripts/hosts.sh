HOSTS='control-plane	cp1	10.0.0.11	-	[{"key":"node-role.kubernetes.io/control-plane","effect":"NoSchedule"}]	-	node-role.kubernetes.io/control-plane:NoSchedule	controlPlanes
worker	w1	10.0.0.21	-	[]	-	-	workers
worker	w2	10.0.0.22	-	[]	-	-	workers'
